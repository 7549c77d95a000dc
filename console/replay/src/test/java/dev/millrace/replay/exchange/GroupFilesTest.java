package dev.millrace.replay.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.log.GroupDigest;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.testing.Groups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupFilesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"groups.jsonl", "groups.avro"})
    void shouldGiveBackEveryBit(String name) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<LoggedGroup> groups = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            groups.add(Groups.random("run/0/" + i, 2 + random.nextInt(6), random));
        }

        write(name, groups);

        assertThat(read(name)).as("seed %d", seed).isEqualTo(groups).allSatisfy(group -> assertThat(
                        GroupDigest.of(group))
                .isEqualTo(group.getDigest()));
    }

    @Test
    void shouldTellTheSameGroupInBothForms() {
        LoggedGroup group = Groups.random("run/0/1", 4, new Random(5));
        write("a.avro", List.of(group));
        write("b.jsonl", read("a.avro"));

        assertThat(read("b.jsonl")).containsExactly(group);
    }

    @ParameterizedTest
    @ValueSource(strings = {"groups.jsonl", "groups.avro"})
    void shouldNotGoOnBehindTheEndOfAFile(String name) throws IOException {
        // Given
        Path file = folder.resolve(name);
        Files.writeString(file, "cut");

        // When
        assertThatThrownBy(() -> GroupFiles.resume(file, 4_000))
                // Then
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("holds 3 bytes, but 4000 were written")
                .hasMessageContaining("--restart");
        assertThat(file).hasContent("cut");
    }

    @ParameterizedTest
    @ValueSource(strings = {"groups.jsonl", "groups.avro"})
    void shouldGoOnWhereItWasSynced(String name) {
        // Given a file of which only the first group is known to be durable
        Random random = new Random(3);
        LoggedGroup first = Groups.random("run/0/1", 4, random);
        LoggedGroup lost = Groups.random("run/0/2", 4, random);
        LoggedGroup second = Groups.random("run/0/3", 4, random);
        Path file = folder.resolve(name);
        long durable;
        try (GroupSink sink = GroupFiles.create(file)) {
            sink.write(first);
            durable = sink.sync();
            sink.write(lost);
        }

        // When writing goes on from there
        try (GroupSink sink = GroupFiles.resume(file, durable)) {
            sink.write(second);
        }

        // Then what was behind is gone
        assertThat(read(name)).containsExactly(first, second);
    }

    @Test
    void shouldTakeFilesOfBothFormsOneAfterTheOther() {
        LoggedGroup first = Groups.random("run/0/1", 2, new Random(1));
        LoggedGroup second = Groups.random("run/0/2", 2, new Random(2));
        write("a.jsonl", List.of(first));
        write("b.avro", List.of(second));

        assertThat(read("a.jsonl", "b.avro")).containsExactly(first, second);
    }

    @Test
    void shouldNameAFileThatIsNoContainer() throws IOException {
        Files.writeString(folder.resolve("x.avro"), "no avro");

        assertThatThrownBy(() -> read("x.avro"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("x.avro is no Avro container");
    }

    @Test
    void shouldNameAContainerThatIsCutOff() throws IOException {
        write("x.avro", List.of(Groups.random("run/0/1", 8, new Random(1))));
        byte[] bytes = Files.readAllBytes(folder.resolve("x.avro"));
        Files.write(folder.resolve("x.avro"), Arrays.copyOf(bytes, bytes.length - 40));

        assertThatThrownBy(() -> read("x.avro"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("x.avro: group 1: the file was cut off");
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        assertThatThrownBy(() -> read("none.jsonl"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no file of groups");
        assertThatThrownBy(() -> GroupFiles.create(folder.resolve("groups.txt")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(".jsonl or .avro");
    }

    @Test
    void shouldGiveAGroupOnceHoweverOftenItIsThere() {
        // Given the same group twice in a file, and in a second one, beside another
        LoggedGroup one = Groups.random("run/0/1", 3, new Random(1));
        LoggedGroup other = Groups.random("run/0/2", 3, new Random(2));
        write("a.jsonl", List.of(one, one));
        write("b.avro", List.of(other, one));
        List<String> warnings = new ArrayList<>();
        InputNotes notes = new InputNotes(warnings::add);

        // When
        List<String> ids = new ArrayList<>();
        try (GroupSource source =
                GroupFiles.open(List.of(folder.resolve("a.jsonl"), folder.resolve("b.avro")), notes)) {
            for (Optional<InputGroup> next = source.next(); next.isPresent(); next = source.next()) {
                ids.add(next.get().group().getGroupId());
            }
        }

        // Then
        assertThat(ids).containsExactly("run/0/1", "run/0/2");
        assertThat(notes.repetitions()).isEqualTo(2);
        assertThat(notes.ending()).isEqualTo("; 2 repetitions of groups passed over");
        String first = folder.resolve("a.jsonl") + ":1";
        assertThat(warnings)
                .containsExactly(
                        folder.resolve("a.jsonl") + ":2: group run/0/1 came before, at " + first
                                + "; the repetition is passed over",
                        folder.resolve("b.avro") + ": group 2: group run/0/1 came before, at " + first
                                + "; the repetition is passed over");
    }

    @Test
    void shouldNameAFileThatHoldsNoGroup() throws IOException {
        write("good.jsonl", List.of(Groups.random("run/0/1", 3, new Random(1))));
        Files.writeString(folder.resolve("empty.jsonl"), "\n");
        write("empty.avro", List.of());

        for (String empty : List.of("empty.jsonl", "empty.avro")) {
            assertThatThrownBy(() -> read("good.jsonl", empty))
                    .isInstanceOf(InputException.class)
                    .hasMessage(folder.resolve(empty) + " is empty: it holds no group");
        }
    }

    @Test
    void shouldRefuseTheSameInAContainerAsInLines() {
        LoggedGroup group = Groups.random("run/0/1", 3, new Random(1));
        Trajectory trajectory = group.getTrajectories().get(0).getTrajectory();
        int length = trajectory.getTokens().remaining() / 4;
        float[] logProbs = new float[length];
        logProbs[length - 1] = 0.5f;
        trajectory.put("logprobs", PackedFloats.of(logProbs).bytes());
        write("above.avro", List.of(group));
        LoggedGroup empty = Groups.random("run/0/1", 3, new Random(1));
        empty.put("group_size", 0);
        write("size.avro", List.of(empty));
        LoggedGroup twice = Groups.random("run/0/1", 3, new Random(1));
        List<ExperienceTrajectory> credited =
                new ArrayList<>(Objects.requireNonNull(twice.getExperience()).getTrajectories());
        credited.add(credited.get(0));
        Objects.requireNonNull(twice.getExperience()).put("trajectories", credited);
        write("twice.avro", List.of(twice));

        assertThatThrownBy(() -> read("above.avro"))
                .hasMessageContaining("above.avro: group 1: trajectories(index 0).logprobs[" + (length - 1)
                        + "] must not be above 0");
        assertThatThrownBy(() -> read("size.avro")).hasMessageContaining("group_size must be at least 1, not 0");
        assertThatThrownBy(() -> read("twice.avro")).hasMessageContaining("experience names trajectory 0 twice");
    }

    private void write(String name, List<LoggedGroup> groups) {
        try (GroupSink sink = GroupFiles.create(folder.resolve(name))) {
            groups.forEach(sink::write);
        }
    }

    private List<LoggedGroup> read(String... names) {
        List<Path> files = Stream.of(names).map(folder::resolve).toList();
        List<LoggedGroup> groups = new ArrayList<>();
        InputNotes strict = new InputNotes(line -> {
            throw new AssertionError(line);
        });
        try (GroupSource source = GroupFiles.open(files, strict)) {
            for (Optional<InputGroup> next = source.next(); next.isPresent(); next = source.next()) {
                groups.add(next.get().group());
            }
        }
        return groups;
    }
}
