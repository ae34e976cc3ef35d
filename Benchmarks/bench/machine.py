"""What the figures were measured on and with."""
import importlib.metadata
import os
import platform
import subprocess


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""


def field(path, name):
    """The first value of a field of a file of /proc."""
    return next((line.split(":", 1)[1].strip() for line in open(path) if line.startswith(name)), "")


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def description(home):
    """A record of the machine, its libraries and the commit of finetools."""
    flags = field("/proc/cpuinfo", "flags").split()
    debian = ["libdnnl2", "libopenblas0-pthread", "libjpeg62-turbo", "libgomp1", "libvips-tools"]
    python = ["torch", "torchvision", "timm", "fastai", "pillow", "numpy", "scikit-learn"]
    return {
        "processor": field("/proc/cpuinfo", "model name"),
        "family": f"{field('/proc/cpuinfo', 'cpu family')}/{field('/proc/cpuinfo', 'model')}",
        "instructions": [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in flags],
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(field("/proc/meminfo", "MemTotal").split()[0]) / 2**20),
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}",
        "swift": output("swift", "--version").split("(")[0].removeprefix("Swift version").strip(),
        "commit": output("git", "-C", home, "describe", "--always", "--dirty"),
        "debian": {name: output("dpkg-query", "-W", "-f", "${Version}", name) for name in debian},
        "python": {"python": platform.python_version()} | {name: version(name) for name in python},
    }
