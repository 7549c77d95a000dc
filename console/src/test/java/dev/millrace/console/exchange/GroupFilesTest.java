package dev.millrace.console.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.console.failure.UsageException;
import dev.millrace.schemas.avro.LoggedGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private void write(String name, List<LoggedGroup> groups) {
        try (GroupSink sink = GroupFiles.create(folder.resolve(name))) {
            groups.forEach(sink::write);
        }
    }

    private List<LoggedGroup> read(String... names) {
        List<Path> files = Stream.of(names).map(folder::resolve).toList();
        List<LoggedGroup> groups = new ArrayList<>();
        UnknownFields strict = new UnknownFields(line -> {
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
