internal import CKernels
internal import COneDNN

/// The numbers that a network's maps and weights are kept in; sums are float32 always, and so are pooled features.
public enum Precision: String, CaseIterable, Sendable {
  case float32
  /// The upper half of float32, of which 8 bits of a number are left.
  case bfloat16

  /// Whether this processor has instructions for it.
  public var isAvailable: Bool {
    let needed = dnnl_cpu_isa_avx512_core_bf16.rawValue
    return self == .float32 || dnnl_get_effective_cpu_isa().rawValue & needed == needed
  }

  var dataType: dnnl_data_type_t { self == .float32 ? dnnl_f32 : dnnl_bf16 }
  var numbers: kernel_numbers { self == .float32 ? kernel_numbers_float32 : kernel_numbers_bfloat16 }
}
