package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Counts the groups that were closed: rewards, ages, and the headline score by category. A part of its own among the metrics. */
final class ClosedGroups implements Processor<byte[], byte[], String, MetricWindow> {

    private final RunId run;
    private final Topics topics;
    private final int part;
    private final String headline;
    private final Deserializer<Experience> experiences;
    private ProcessorContext<String, MetricWindow> context;
    private WindowStore windows;

    /**
     * @param part its number among the parts
     * @param headline the scorer whose scores are counted by category
     */
    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    ClosedGroups(RunId run, Topics topics, AvroSerdes serdes, int part, String headline) {
        this.run = run;
        this.topics = topics;
        this.part = part;
        this.headline = headline;
        this.experiences = serdes.deserializer(Experience.class);
    }

    @Override
    public void init(ProcessorContext<String, MetricWindow> context) {
        this.context = context;
        this.windows = new WindowStore(context.getStateStore(MetricsTopology.CLOSED_WINDOWS_STORE), run, part);
        windows.markAllChanged();
        context.schedule(Measures.TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        Instant time = Instant.ofEpochMilli(record.timestamp());
        try {
            Experience experience = experiences.deserialize(topics.experience(), record.value());
            if (experience.getRunId().equals(run.value())) {
                windows.change(time, figures -> add(experience, figures));
            }
        } catch (SerializationException e) {
            // Who owns the topic sets it aside; here it only counts, where its key does not show it to be another
            // run's.
            if (!run.isStrangerTo(record.key())) {
                windows.change(time, figures -> figures.add(FigureNames.UNREADABLE, 1));
            }
        }
    }

    private void add(Experience experience, Figures figures) {
        figures.add(FigureNames.CLOSED + experience.getClosed().name().toLowerCase(Locale.ROOT), 1);
        figures.add(
                FigureNames.GROUP_AGE,
                Duration.between(experience.getOpenedAt(), experience.getClosedAt())
                        .toMillis());
        for (ExperienceTrajectory trajectory : experience.getTrajectories()) {
            figures.add(FigureNames.REWARD, trajectory.getReward());
            Double score = trajectory.getComponents().get(headline);
            if (score != null && experience.getCategory() != null) {
                figures.add(FigureNames.CATEGORY + experience.getCategory(), score);
            }
        }
    }

    private void tick(long now) {
        for (KeyValue<String, MetricWindow> changed : windows.drain()) {
            context.forward(new Record<>(changed.key, changed.value, now));
        }
    }

    @Override
    public void close() {
        experiences.close();
    }
}
