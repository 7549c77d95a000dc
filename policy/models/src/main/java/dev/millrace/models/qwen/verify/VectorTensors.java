package dev.millrace.models.qwen.verify;

import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsReader;
import java.nio.file.Path;
import java.util.List;

/** The tensors of a set of vectors. Taking the values of one is noted as a look at it. */
final class VectorTensors {

    static final String FILE = "tensors.safetensors";

    private final Safetensors tensors;
    private final LookedAt looked = new LookedAt();

    private VectorTensors(Safetensors tensors) {
        this.tensors = tensors;
    }

    /** @throws RuntimeException if the file is missing or cannot be read */
    static VectorTensors read(Path folder) {
        return new VectorTensors(SafetensorsReader.read(folder.resolve(FILE)));
    }

    /** A tensor, whose values may be taken if the file holds it. */
    Wanted tensor(String name) {
        return new Wanted() {
            @Override
            public String place() {
                return FILE + " " + name;
            }

            @Override
            public boolean exists() {
                return tensors.tensors().containsKey(name);
            }

            @Override
            public float[] floats() {
                if (!exists()) {
                    throw new IllegalArgumentException(FILE + " has no " + name);
                }
                looked.note(name);
                return tensors.tensor(name).toFloats();
            }
        };
    }

    /** Names of the tensors that begin so. */
    List<String> names(String prefix) {
        return tensors.tensors().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** Names of the tensors whose values nobody took. */
    List<String> missed() {
        return names("").stream().filter(name -> !looked.has(name)).toList();
    }
}
