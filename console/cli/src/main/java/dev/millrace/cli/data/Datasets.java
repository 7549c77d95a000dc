package dev.millrace.cli.data;

import dev.millrace.policy.dataset.Dataset;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.policy.dataset.Task;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Data sets that a command line names. */
public final class Datasets {

    private Datasets() {}

    /**
     * Reads a data set.
     *
     * @param skipBad whether wrong lines are left out instead of thrown
     * @throws UsageException if there is no such file
     * @throws dev.millrace.policy.dataset.DatasetException naming file and line of what is wrong
     */
    public static Dataset read(Path file, boolean skipBad) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("there is no data set " + file + "; give a JSONL file");
        }
        return DatasetReader.read(file, skipBad);
    }

    /**
     * The entries that ask for an answer in text and have a right one.
     *
     * @throws UsageException if there are none
     */
    public static List<DatasetEntry> answerable(Path file, List<DatasetEntry> entries) {
        List<DatasetEntry> answerable =
                entries.stream().filter(Datasets::isAnswerable).toList();
        if (answerable.isEmpty()) {
            throw new UsageException(file + " has no prompt of the task understanding with an answer");
        }
        return answerable;
    }

    /**
     * The entries that can be judged, whether they ask for an answer or for an image.
     *
     * @throws UsageException if one of both kinds is missing
     */
    public static List<DatasetEntry> mixed(Path file, List<DatasetEntry> entries) {
        List<DatasetEntry> judged = entries.stream()
                .filter(entry -> isAnswerable(entry) || isDrawable(entry))
                .toList();
        if (judged.stream().noneMatch(Datasets::isAnswerable) || judged.stream().noneMatch(Datasets::isDrawable)) {
            throw new UsageException(
                    file + " needs prompts of the task understanding with an answer, and prompts of the"
                            + " tasks generation or editing with rules");
        }
        return judged;
    }

    /** Whether an entry asks for an answer in text and has a right one. */
    public static boolean isAnswerable(DatasetEntry entry) {
        return entry.task() == Task.UNDERSTANDING && entry.answer().isPresent();
    }

    /** Whether an entry asks for an image and has rules to judge it by. */
    public static boolean isDrawable(DatasetEntry entry) {
        return entry.task() != Task.UNDERSTANDING && entry.rules().isPresent();
    }
}
