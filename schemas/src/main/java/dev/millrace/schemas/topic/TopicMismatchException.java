package dev.millrace.schemas.topic;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Topics of the broker are not what the catalogue says. The message names what is missing and each difference, and what to do. */
public final class TopicMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicMismatchException(List<TopicDifference> differences) {
        super(message(differences));
    }

    private static String message(List<TopicDifference> differences) {
        String missing = differences.stream()
                .filter(TopicDifference::isMissing)
                .map(TopicDifference::topic)
                .collect(Collectors.joining(", "));
        Stream<String> first = missing.isEmpty()
                ? Stream.empty()
                : Stream.of("there is no topic " + missing + ": create them with `millrace topics create`");
        Stream<String> others = differences.stream()
                .filter(difference -> !difference.isMissing())
                .map(TopicDifference::toString);
        return Stream.concat(first, others).collect(Collectors.joining("; "));
    }
}
