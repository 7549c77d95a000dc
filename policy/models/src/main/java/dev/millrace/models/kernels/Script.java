package dev.millrace.models.kernels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.RecordedCalls;
import dev.millrace.models.engine.PolicyEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A loaded script. Its calls record gradients where the thread does. Calls of several threads are safe; closing is for when
 * none is under way.
 */
public final class Script implements AutoCloseable {

    private final PtNDManager manager;
    private final PtSymbolBlock block;

    private Script(PtNDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /**
     * Loads the functions of a resource.
     *
     * @param owner whose package the resource lies in
     * @throws ai.djl.engine.EngineException with its line, if there is a mistake in it
     */
    public static Script load(Class<?> owner, String resource) {
        PtNDManager manager = (PtNDManager) PolicyEngine.get().newManager();
        try {
            Path file = Files.createTempFile("millrace-script", ".pt");
            try {
                write(owner, resource, file);
                // Nothing was faster with the profiling executor, and its peak of memory was higher.
                JniUtils.setGraphExecutorOptimize(false);
                return new Script(
                        manager, JniUtils.loadModule(manager, file, false, new String[0], new String[0], true));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException("a script cannot be written to the folder of temporary files", e);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Writes the functions of a resource as the engine reads them, which PyTorch does too.
     *
     * @param owner whose package the resource lies in
     */
    public static void write(Class<?> owner, String resource, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ScriptArchive.write(text(owner, resource), out);
        }
    }

    private static String text(Class<?> owner, String resource) throws IOException {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Calls a function that gives one array.
     *
     * @param owner of the result
     * @param arguments arrays, lists of arrays, {@link HeldList}, {@code int}, {@code double}, {@code boolean}, {@code long[]}
     * @throws ai.djl.engine.EngineException with the line of the script, if it cannot be computed
     */
    public NDArray call(NDManager owner, String function, Object... arguments) {
        try (IValue result = run(function, arguments)) {
            return result.toTensor((PtNDManager) owner);
        }
    }

    /** Calls a function that gives a list of arrays; see {@link #call}. */
    public NDList calls(NDManager owner, String function, Object... arguments) {
        try (IValue result = run(function, arguments)) {
            return new NDList(result.toTensorArray((PtNDManager) owner));
        }
    }

    /**
     * A list of arrays for many calls, so that it is not made for each of them.
     *
     * @param arrays stay their owner's, and are there as long as the list is used
     * @return to be given as an argument, and closed by the caller
     */
    public static HeldList list(List<NDArray> arrays) {
        return new HeldList(value(arrays));
    }

    /** See {@link #list}. */
    public static final class HeldList implements AutoCloseable {

        private final IValue value;

        private HeldList(IValue value) {
            this.value = value;
        }

        @Override
        public void close() {
            value.close();
        }
    }

    private IValue run(String function, Object[] arguments) {
        // The engine keeps this setting for each thread.
        JniUtils.setGraphExecutorOptimize(false);
        IValue[] values = new IValue[arguments.length];
        int made = 0;
        try {
            for (; made < values.length; made++) {
                values[made] = value(arguments[made]);
            }
            return RecordedCalls.call(block, function, values);
        } finally {
            for (int i = 0; i < made; i++) {
                if (!(arguments[i] instanceof HeldList)) {
                    values[i].close();
                }
            }
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        }
        if (argument instanceof HeldList list) {
            return list.value;
        }
        if (argument instanceof Integer number) {
            return IValue.from(number.longValue());
        }
        if (argument instanceof Double number) {
            return IValue.from(number.doubleValue());
        }
        if (argument instanceof Boolean truth) {
            return IValue.from(truth.booleanValue());
        }
        if (argument instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        }
        if (argument instanceof List<?> arrays) {
            return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
        }
        throw new IllegalArgumentException(
                "a script takes no " + argument.getClass().getName());
    }

    @Override
    public void close() {
        try (manager;
                block) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
