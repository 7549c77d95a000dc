package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtSymbolBlock;

/**
 * Calls a method of a script so that the engine may record gradients. It lies in DJL's package because the call that says so is
 * not public there: {@link IValueUtils#runMethod} always runs in inference mode, whose results can neither be trained nor
 * changed.
 */
public final class RecordedCalls {

    private RecordedCalls() {}

    /**
     * Calls a method.
     *
     * @param arguments stay the caller's
     * @return the result, which the caller closes
     * @throws ai.djl.engine.EngineException with the line of the script, if it cannot be computed
     */
    public static IValue call(PtSymbolBlock script, String method, IValue... arguments) {
        long[] handles = new long[arguments.length];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = arguments[i].getHandle();
        }
        return new IValue(PyTorchLibrary.LIB.moduleRunMethod(script.getHandle(), method, handles, true, false));
    }
}
