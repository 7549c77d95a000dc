package dev.millrace.replay.export;

import dev.millrace.replay.exchange.GroupFiles;
import dev.millrace.replay.exchange.GroupImageFolder;
import dev.millrace.replay.exchange.GroupSink;
import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.replay.grouplog.LogSnapshot;
import dev.millrace.replay.grouplog.TopicGroups;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.io.Closing;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** One export. Used once, by one thread. */
public final class Export {

    private static final int SYNC_EVERY = 500;

    private final String request;
    private final List<Path> outputs;
    private final boolean restart;
    private final GroupImageFolder images;
    private final Set<String> missing = new HashSet<>();
    private ExportState state;

    /**
     * @param request what is asked for, in words
     * @param outputs files of groups; images and state lie beside the first
     * @param restart whether to begin anew, whatever lies there
     */
    public Export(String request, List<Path> outputs, boolean restart) {
        this.request = request;
        this.outputs = List.copyOf(outputs);
        this.restart = restart;
        this.images = GroupImageFolder.beside(outputs.get(0));
        this.state = ExportState.beginning(request, new LogSnapshot(new TreeMap<>()));
    }

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        void at(double share, long groups);
    }

    /**
     * Exports all groups, or goes on where an earlier export of the same request stopped.
     *
     * @param open opens the groups, of a snapshot where one is given
     * @param stopping whether to stop after the group in hand
     * @return how far it is: complete unless it was stopped
     * @throws UsageException if an export of another request lies there
     */
    public ExportState run(
            Function<Optional<LogSnapshot>, TopicGroups> open, Progress progress, BooleanSupplier stopping) {
        Optional<ExportState> before = restart ? Optional.empty() : ExportState.read(outputs.get(0));
        if (before.isPresent() && !before.get().request().equals(request)) {
            throw new UsageException(ExportState.file(outputs.get(0)) + " is of another export ("
                    + before.get().request() + "); give another file with --out, or begin anew with --restart");
        }
        if (before.isPresent() && before.get().complete()) {
            return before.get();
        }
        try (TopicGroups groups = open.apply(before.map(ExportState::snapshot))) {
            state = before.orElseGet(() -> ExportState.beginning(request, groups.snapshot()));
            groups.skip(state.groups(), state.lastGroup(), state.counts());
            write(groups, progress, stopping);
        }
        return state;
    }

    private void write(TopicGroups groups, Progress progress, BooleanSupplier stopping) {
        List<GroupSink> sinks = new ArrayList<>();
        try {
            for (Path output : outputs) {
                long length = state.lengths().getOrDefault(output.toString(), 0L);
                sinks.add(length == 0 ? GroupFiles.create(output) : GroupFiles.resume(output, length));
            }
            long written = 0;
            boolean ended = false;
            while (!ended && !stopping.getAsBoolean()) {
                Optional<InputGroup> next = groups.next();
                ended = next.isEmpty();
                if (next.isPresent()) {
                    LoggedGroup group = next.get().group();
                    sinks.forEach(sink -> sink.write(group));
                    images(next.get());
                    state = after(group);
                    progress.at(groups.progress(), state.groups());
                    written++;
                }
                if (ended || written % SYNC_EVERY == 0) {
                    sync(sinks, groups, ended);
                }
            }
            if (!ended) {
                sync(sinks, groups, false);
            }
        } finally {
            Closing.all(sinks);
        }
    }

    private ExportState after(LoggedGroup group) {
        return new ExportState(
                state.request(),
                state.snapshot(),
                state.lengths(),
                state.groups() + 1,
                group.getGroupId(),
                state.images(),
                state.missingImages(),
                false,
                state.counts());
    }

    /** Files first, then what says how long they are. */
    private void sync(List<GroupSink> sinks, TopicGroups groups, boolean complete) {
        TreeMap<String, Long> lengths = new TreeMap<>();
        for (int i = 0; i < sinks.size(); i++) {
            lengths.put(outputs.get(i).toString(), sinks.get(i).sync());
        }
        state = new ExportState(
                state.request(),
                state.snapshot(),
                lengths,
                state.groups(),
                state.lastGroup(),
                state.images(),
                state.missingImages(),
                complete,
                groups.counts());
        state.write(outputs.get(0));
    }

    private void images(InputGroup input) {
        for (LoggedTrajectory each : input.group().getTrajectories()) {
            Trajectory trajectory = each.getTrajectory();
            trajectory.getPrompt().getImages().forEach(image -> image(input, image));
            if (trajectory.getImage() != null) {
                image(input, trajectory.getImage());
            }
        }
    }

    private void image(InputGroup input, ImageRef image) {
        if (images.holds(image) || missing.contains(image.getSha256())) {
            return;
        }
        Optional<byte[]> encoded = input.images().encoded(image.getSha256());
        encoded.ifPresentOrElse(
                bytes -> images.write(image, ByteBuffer.wrap(bytes)), () -> missing.add(image.getSha256()));
        state = new ExportState(
                state.request(),
                state.snapshot(),
                state.lengths(),
                state.groups(),
                state.lastGroup(),
                state.images() + (encoded.isPresent() ? 1 : 0),
                state.missingImages() + (encoded.isPresent() ? 0 : 1),
                false,
                state.counts());
    }
}
