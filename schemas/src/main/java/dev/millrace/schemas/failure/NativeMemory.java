package dev.millrace.schemas.failure;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A native library that got no memory, which Java does not see as its own lack of it. Told by the words of PyTorch's allocators,
 * as its exceptions are of no class of their own.
 */
public final class NativeMemory {

    private static final Pattern PROCESSOR =
            Pattern.compile("can't allocate memory: you tried to allocate ([0-9]+) bytes");
    private static final Pattern CARD = Pattern.compile("CUDA out of memory\\. Tried to allocate ([0-9.]+ [KMGT]iB)");
    private static final double GIGA = 1e9;

    private NativeMemory() {}

    /** Whether this is why something failed. */
    public static boolean isLacking(Throwable failure) {
        return line(failure).isPresent();
    }

    /** Such a failure in one line, with what to do; empty if it is another one. */
    static Optional<String> line(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Matcher processor = PROCESSOR.matcher(message);
            if (processor.find()) {
                return Optional.of(
                        told(String.format(Locale.ROOT, "%.2f GB", Double.parseDouble(processor.group(1)) / GIGA)));
            }
            Matcher card = CARD.matcher(message);
            if (card.find()) {
                return Optional.of(told(card.group(1) + " of the graphics card"));
            }
        }
        return Optional.empty();
    }

    private static String told(String wanted) {
        return "out of memory outside of Java: the engine asked for another " + wanted
                + "; what was in hand is done again at the next start. Take smaller micro-batches"
                + " (learner.micro_batch_tokens), learner.train=lora or policy.precision=bfloat16, fewer or shorter answers"
                + " (worker.group_size, worker.max_response_tokens); millrace models inspect says what fits";
    }
}
