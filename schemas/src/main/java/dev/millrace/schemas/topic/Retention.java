package dev.millrace.schemas.topic;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long the broker keeps records. Weights go by their number and not by age.
 *
 * @param records of every topic that is not among {@code topics}, at least an hour; an audit looks back as far as this, and a
 *     learner that was away for longer cannot resume. Images stay two days longer, and held-out results at least 90 days
 * @param topics of single topics, by their name without the prefix, for instance {@code dead-letters: 30d}
 */
public record Retention(Duration records, Map<String, Duration> topics) {

    private static final Duration LEAST = Duration.ofHours(1);
    private static final String IMAGES = "images";

    /** Images outlive what refers to them: {@code ImagePublisher} publishes one anew after a day at most. */
    private static final Duration AFTERLIFE = Duration.ofDays(2);

    private static final String RESULTS = "evaluations";

    /** A few kB a version, which say as long as a run goes on how well it did, and which checkpoint was the best. */
    private static final Duration RESULT_TIME = Duration.ofDays(90);

    private static final Duration LEAST_AFTERLIFE = Duration.ofDays(1);

    /** @throws IllegalArgumentException if a time is out of its range; the message begins with its key */
    public Retention {
        atLeast("records", records, LEAST);
        topics = Collections.unmodifiableMap(new TreeMap<>(topics));
        topics.forEach((topic, time) -> atLeast("topics." + topic, time, LEAST));
        Duration images = of(records, topics, IMAGES);
        for (String referring : new String[] {"prompts", "trajectories"}) {
            Duration least = of(records, topics, referring).plus(LEAST_AFTERLIFE);
            if (images.compareTo(least) < 0) {
                throw new IllegalArgumentException("topics." + IMAGES + " must be at least " + hours(least)
                        + ", a day more than that of " + referring + ", which refer to images, not " + hours(images));
            }
        }
    }

    /** A week. */
    public static Retention defaults() {
        return new Retention(Duration.ofDays(7), Map.of());
    }

    /** Of a topic, by its name without the prefix. */
    public Duration of(String topic) {
        return of(records, topics, topic);
    }

    private static Duration of(Duration records, Map<String, Duration> topics, String topic) {
        return topics.getOrDefault(topic, standard(records, topic));
    }

    private static Duration standard(Duration records, String topic) {
        return switch (topic) {
            case IMAGES -> records.plus(AFTERLIFE);
            case RESULTS -> records.compareTo(RESULT_TIME) < 0 ? RESULT_TIME : records;
            default -> records;
        };
    }

    private static void atLeast(String key, Duration time, Duration least) {
        if (time.compareTo(least) < 0) {
            throw new IllegalArgumentException(key + " must be at least " + hours(least) + ", not " + time);
        }
    }

    private static String hours(Duration time) {
        return time.toHours() + "h";
    }
}
