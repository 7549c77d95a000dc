package dev.millrace.schemas.topic;

import java.util.List;
import java.util.stream.Collectors;

/** Topics of the broker are not what the catalogue says. The message names each difference and what to do. */
public final class TopicMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicMismatchException(List<TopicDifference> differences) {
        super(differences.stream().map(TopicDifference::toString).collect(Collectors.joining("; ")));
    }
}
