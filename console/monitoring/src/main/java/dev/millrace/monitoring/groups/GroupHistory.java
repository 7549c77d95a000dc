package dev.millrace.monitoring.groups;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the table behind the watch, so that no chart waits for it: groups that were closed before the watch began to read,
 * the newest first, until the table is full or {@value #MOST_MEGABYTES} MB were read; what was dropped; and what the groups
 * were asked. {@link #run()} blocks its thread until that is interrupted; a broker that does not answer is asked again.
 */
public final class GroupHistory implements Runnable {

    static final long MOST_MEGABYTES = 256;

    private static final Logger log = LoggerFactory.getLogger(GroupHistory.class);
    private static final int STRETCH = 1_000;
    private static final int PROMPTS = 500;
    private static final Duration PAUSE = Duration.ofMillis(700);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /** The index, which somebody guards. */
    @FunctionalInterface
    public interface Guarded {
        <T> T ask(Function<GroupIndex, T> question);
    }

    private final KafkaConnection connection;
    private final Topics topics;
    private final RunId run;
    private final Guarded index;

    /** Groups whose prompts were looked for in vain. */
    private final Set<String> gone = Collections.newSetFromMap(new NewestOf<>(GroupIndex.MOST));

    private long bytes;
    private boolean hasGroups;
    private boolean hasDrops;

    public GroupHistory(KafkaConnection connection, Topics topics, RunId run, Guarded index) {
        this.connection = connection;
        this.topics = topics;
        this.run = run;
        this.index = index;
    }

    /** Begins with what lies before the groups that the watch has read. */
    @Override
    public void run() {
        try (OlderGroups groups = new OlderGroups(connection, topics, run, "watch-older");
                OlderDrops drops = new OlderDrops(connection, topics, run);
                PromptReader prompts = new PromptReader(connection, topics)) {
            while (true) {
                Thread.sleep((goOn(groups, drops, prompts) ? PAUSE : AFTER_FAILURE).toMillis());
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean goOn(OlderGroups groups, OlderDrops drops, PromptReader prompts) {
        try {
            ask(prompts);
            if (!hasDrops) {
                drops.read((drop, partition, offset) -> tell(known -> known.add(drop, partition, offset)));
                hasDrops = true;
            }
            while (!hasGroups) {
                readBack(groups);
                ask(prompts);
            }
            ask(prompts);
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("cause", e.getMessage()).log("older groups cannot be read yet; trying again");
            return false;
        }
    }

    private void readBack(OlderGroups groups) {
        long before = index.ask(GroupIndex::oldestOffset);
        if (before < 0) {
            hasGroups = true; // nothing was closed before the watch began
            return;
        }
        OlderGroups.Stretch stretch = groups.before(before, STRETCH);
        for (PlacedExperience each : stretch.found()) {
            tell(known -> known.add(each.experience(), each.offset()));
        }
        tell(known -> known.reached(stretch.from()));
        bytes += stretch.bytes();
        hasGroups = stretch.isFirst() || index.ask(GroupIndex::isFull) || bytes > MOST_MEGABYTES << 20;
    }

    private void ask(PromptReader prompts) {
        for (List<String> unknown = unknown(); !unknown.isEmpty(); unknown = unknown()) {
            Map<String, PromptReader.Asked> found = prompts.read(unknown);
            found.forEach((group, asked) -> tell(known -> known.asked(group, asked.prompt())));
            unknown.stream().filter(group -> !found.containsKey(group)).forEach(gone::add);
        }
    }

    private List<String> unknown() {
        return index.ask(known -> known.withoutPrompt(PROMPTS, gone));
    }

    private void tell(Consumer<GroupIndex> news) {
        boolean unused = index.ask(known -> {
            news.accept(known);
            return true;
        });
    }
}
