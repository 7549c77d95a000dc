package dev.millrace.console.data;

import dev.millrace.console.UsageException;
import dev.millrace.policy.dataset.Dataset;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.policy.dataset.Task;
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
        List<DatasetEntry> answerable = entries.stream()
                .filter(entry ->
                        entry.task() == Task.UNDERSTANDING && entry.answer().isPresent())
                .toList();
        if (answerable.isEmpty()) {
            throw new UsageException(file + " has no prompt of the task understanding with an answer");
        }
        return answerable;
    }
}
