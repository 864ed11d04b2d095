package org.weightflow.networks.torch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.pickle.PickleTuple;
import org.weightflow.networks.pickle.Vocabulary;

/**
 * The names that state dicts are made of, a small part of what PyTorch's own loader accepts with {@code weights_only}: storages,
 * tensors, parameters, sizes and dtypes.
 */
final class TorchVocabulary implements Vocabulary {
    private static final Map<String, Dtype> STORAGES = Map.of(
            "DoubleStorage", Dtype.F64,
            "FloatStorage", Dtype.F32,
            "HalfStorage", Dtype.F16,
            "BFloat16Storage", Dtype.BF16,
            "LongStorage", Dtype.I64,
            "IntStorage", Dtype.I32,
            "ShortStorage", Dtype.I16,
            "CharStorage", Dtype.I8,
            "ByteStorage", Dtype.U8,
            "BoolStorage", Dtype.BOOL);

    private static final Set<String> DTYPES = Set.of(
            "float64",
            "float32",
            "float16",
            "bfloat16",
            "int64",
            "int32",
            "int16",
            "int8",
            "uint8",
            "bool",
            "complex64",
            "complex128");

    /** A dtype as a value, as configurations beside the weights have it. */
    private record TorchDtype(String name) {}

    @Override
    public Object global(String module, String name) {
        return switch (module) {
            case "torch" -> ofTorch(name);
            case "torch.storage" -> name.equals("UntypedStorage") ? new Storage.Type(null) : null;
            case "torch._utils" -> switch (name) {
                case "_rebuild_tensor", "_rebuild_tensor_v2" -> (Constructor) StoredTensor::of;
                case "_rebuild_parameter" -> (Constructor) StoredTensor::ofParameter;
                default -> null;
            };
            default -> null;
        };
    }

    private static Object ofTorch(String name) {
        if (name.equals("Size")) {
            return (Constructor) TorchVocabulary::size;
        }
        if (DTYPES.contains(name)) {
            return new TorchDtype(name);
        }
        Dtype dtype = STORAGES.get(name);
        return dtype != null ? new Storage.Type(dtype) : name.equals("UntypedStorage") ? new Storage.Type(null) : null;
    }

    /** A {@code torch.Size} is the tuple of its extents. */
    private static Object size(List<Object> arguments) {
        if (arguments.size() != 1 || !(arguments.get(0) instanceof PickleTuple extents)) {
            throw new IllegalArgumentException("a torch.Size is not made of a tuple");
        }
        StoredTensor.numbers("a torch.Size", extents);
        return extents;
    }

    @Override
    public Object persistent(Object id) {
        return Storage.of(id);
    }
}
