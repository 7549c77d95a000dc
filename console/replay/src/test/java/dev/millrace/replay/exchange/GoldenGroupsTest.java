package dev.millrace.replay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.log.GroupDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that an earlier version wrote: groups in both forms, with scores that failed, abstained and came too late, drawn
 * images, an open group, dropped ones. They never change; what reads and writes them may.
 */
class GoldenGroupsTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadTheSameGroupsFromBothForms() throws IOException {
        List<LoggedGroup> lines = read(golden("golden.jsonl"));

        assertThat(lines).isEqualTo(read(golden("golden.avro"))).hasSize(4).allSatisfy(group -> assertThat(
                        GroupDigest.of(group))
                .isEqualTo(group.getDigest()));
    }

    @Test
    void shouldWriteTheSameLinesByteForByte() throws IOException {
        List<LoggedGroup> groups = read(golden("golden.avro"));
        Path written = folder.resolve("written.jsonl");

        try (GroupSink sink = GroupFiles.create(written)) {
            groups.forEach(sink::write);
        }

        assertThat(written).hasSameTextualContentAs(golden("golden.jsonl"));
        assertThat(Files.readAllBytes(written)).isEqualTo(Files.readAllBytes(golden("golden.jsonl")));
    }

    private Path golden(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream resource = Objects.requireNonNull(GoldenGroupsTest.class.getResourceAsStream(name), name)) {
            Files.write(file, resource.readAllBytes());
        }
        return file;
    }

    private static List<LoggedGroup> read(Path file) {
        List<LoggedGroup> groups = new ArrayList<>();
        InputNotes strict = new InputNotes(line -> {
            throw new AssertionError(line);
        });
        try (GroupSource source = GroupFiles.open(List.of(file), strict)) {
            for (Optional<InputGroup> next = source.next(); next.isPresent(); next = source.next()) {
                groups.add(next.get().group());
            }
        }
        return groups;
    }
}
