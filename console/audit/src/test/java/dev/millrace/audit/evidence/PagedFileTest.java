package dev.millrace.audit.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PagedFileTest {

    @Test
    void shouldGiveBackEachPageInItsOrderWhateverLiesOnDisk() {
        // Given several times what is held, over pages in turns
        Map<Long, List<byte[]>> given = new HashMap<>();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (PagedFile file = new PagedFile()) {
            for (long written = 0; written < 3L * PagedFile.HELD; ) {
                byte[] record = new byte[random.nextInt(20_000)];
                random.nextBytes(record);
                long page = random.nextInt(7) - 3L;
                file.add(page, record, record.length);
                given.computeIfAbsent(page, number -> new ArrayList<>()).add(record);
                written += record.length;
            }

            // When
            List<Long> pages = file.pages();

            // Then
            assertThat(pages).as("seed %d", seed).isSorted().containsOnlyElementsOf(given.keySet());
            assertThat(file.pages(-1, 1)).containsExactly(-1L, 0L, 1L);
            given.forEach((page, records) -> assertThat(read(file, page))
                    .as("seed %d, page %d", seed, page)
                    .containsExactlyElementsOf(records));
        }
    }

    private static List<byte[]> read(PagedFile file, long page) {
        List<byte[]> records = new ArrayList<>();
        file.read(page, record -> records.add(copy(record)));
        return records;
    }

    private static byte[] copy(ByteBuffer record) {
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        return bytes;
    }

    @Test
    void shouldTakePartOfTheGivenBytes() {
        try (PagedFile file = new PagedFile()) {
            file.add(5, new byte[] {1, 2, 3}, 2);

            assertThat(read(file, 5)).containsExactly(new byte[] {1, 2});
            assertThat(read(file, 6)).isEmpty();
        }
    }
}
