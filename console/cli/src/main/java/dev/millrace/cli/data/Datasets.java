package dev.millrace.cli.data;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.dataset.DataConfig;
import dev.millrace.policy.dataset.Dataset;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.policy.dataset.EntryCheck;
import dev.millrace.policy.dataset.Task;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.StoreConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Data sets that a command line names. */
public final class Datasets {

    private static final String PATTERN = "*?[{";

    private Datasets() {}

    /**
     * Reads a data set as far as the workers of a run would take it: what they would refuse is wrong, as a row is that cannot be
     * read.
     *
     * @param policy that is in use
     * @param named a file, a folder of files, or a pattern
     * @param skipBad whether wrong rows are left out instead of thrown
     * @throws UsageException if there is no such file or folder
     * @throws dev.millrace.policy.dataset.DatasetException naming file and row of what is wrong
     */
    public static Dataset forPolicy(
            MillraceConfig settings, DataConfig data, ModelSource policy, Path named, boolean skipBad) {
        requireThere(named);
        try (PromptFormat format = Policies.format(policy)) {
            return DatasetReader.read(named, data, check(settings, policy, format), skipBad);
        }
    }

    /**
     * Reads rows that are judged in this process, and need not pass through a log.
     *
     * @param own what else refuses a row, asked first
     * @throws UsageException if there is no such file or folder
     * @throws dev.millrace.policy.dataset.DatasetException naming file and row of what is wrong
     */
    public static Dataset toJudge(
            MillraceConfig settings, DataConfig data, ModelSource policy, Path named, boolean skipBad, EntryCheck own) {
        requireThere(named);
        try (PromptFormat format = Policies.format(policy)) {
            boolean draws = Policies.describe(policy).can(Ability.DRAWS);
            PolicyCheck taken = new PolicyCheck(format, draws, true, Clock.systemUTC());
            EntryCheck both = entry -> own.refusal(entry).or(() -> taken.refusal(entry));
            return DatasetReader.read(named, data, both, skipBad);
        }
    }

    private static void requireThere(Path named) {
        boolean pattern = named.toString().chars().anyMatch(c -> PATTERN.indexOf(c) >= 0);
        if (!Files.exists(named) && !pattern) {
            throw new UsageException("there is no data set " + named + ", looked for at " + named.toAbsolutePath()
                    + "; give a JSONL or Parquet file, a folder of them, or a quoted pattern");
        }
    }

    /** Says what of a data set {@link #forPolicy} would refuse. */
    public static DatasetReport examine(MillraceConfig settings, ModelSource policy, Path named) {
        requireThere(named);
        try (PromptFormat format = Policies.format(policy)) {
            PolicyCheck check = check(settings, policy, format);
            Dataset dataset = DatasetReader.examine(named, settings.data(), check);
            return new DatasetReport(named.toString(), dataset, check.withUnknownWords());
        }
    }

    private static PolicyCheck check(MillraceConfig settings, ModelSource policy, PromptFormat format) {
        return new PolicyCheck(
                format,
                Policies.describe(policy).can(Ability.DRAWS),
                !settings.kafka().store().type().equals(StoreConfig.NONE.type()),
                Clock.systemUTC());
    }

    /** The entries of a data set of which those without an answer are passed over; otherwise as {@link #forPolicy}. */
    public static List<DatasetEntry> entries(MillraceConfig settings, ModelSource policy, Path named, boolean skipBad) {
        return forPolicy(settings, settings.data().withoutAnswers(), policy, named, skipBad)
                .entries();
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
