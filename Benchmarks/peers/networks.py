"""The networks as PyTorch has them, with random weights: speed does not depend on what was learned."""
import timm
import torch
import torch._inductor.config
import torchvision

torch.manual_seed(42)
# Of the photographs that they were published with.
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def network(name):
    """A network by the name that finetools calls it by."""
    if name == "efficientnet_lite0":
        return timm.create_model("tf_efficientnet_lite0")
    return getattr(torchvision.models, name)()


def without_classifier(model):
    """The network up to its pooled features, as `precompute` wants them."""
    classifier = "classifier" if hasattr(model, "classifier") else "fc"
    setattr(model, classifier, torch.nn.Identity())
    return model


def prepared(model, mode, example):
    """The network for inference: as a user runs it (eager), or as fast as PyTorch can (traced, or compiled in bfloat16).

    Measured for float32, too: torch.compile and channels_last alone, which are slower than traced on every network here.
    """
    model = model.eval()
    if mode == "eager":
        return model
    model = model.to(memory_format=torch.channels_last)
    if mode == "bfloat16":
        # A tenth faster and more: weights are put into oneDNN's order once.
        torch._inductor.config.freezing = True
        return torch.compile(model.to(torch.bfloat16))
    with torch.inference_mode():
        traced = torch.jit.freeze(torch.jit.trace(model, example))
        return torch.jit.optimize_for_inference(traced)


def pixels(batch, size, mode="eager"):
    """Random pixels in the layout and type that the mode is fastest with."""
    images = torch.randn(batch, 3, size, size)
    if mode != "eager":
        images = images.contiguous(memory_format=torch.channels_last)
    return images.to(torch.bfloat16) if mode == "bfloat16" else images
