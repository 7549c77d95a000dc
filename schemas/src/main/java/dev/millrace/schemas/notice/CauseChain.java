package dev.millrace.schemas.notice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A failure with what caused it, the outermost first; a chain that bites its own tail ends there.
 *
 * <p>Clients wrap what went wrong several times, each in words of its own; which layer tells the truth differs.
 */
public record CauseChain(List<Throwable> links) {

    private static final int LONGEST = 50;

    public static CauseChain of(Throwable failure) {
        List<Throwable> links = new ArrayList<>();
        for (Throwable link = failure; link != null && links.size() < LONGEST; link = link.getCause()) {
            links.add(link);
        }
        return new CauseChain(List.copyOf(links));
    }

    /** The outermost of a type. */
    public <T extends Throwable> Optional<T> find(Class<T> type) {
        return links.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    public boolean holds(Class<? extends Throwable> type) {
        return find(type).isPresent();
    }

    /** The message of the outermost link that says {@code words}, in whatever case. */
    public Optional<String> saying(String words) {
        return links.stream()
                .map(Throwable::getMessage)
                .filter(message -> message != null && contains(message, words))
                .findFirst();
    }

    /** The innermost, which may be the failure itself. */
    public Throwable root() {
        return links.get(links.size() - 1);
    }

    /** What the innermost says, or its name if it says nothing. */
    public String message() {
        String message = root().getMessage();
        return message == null || message.isBlank() ? root().getClass().getSimpleName() : flat(message);
    }

    /** A message in one line. */
    public static String flat(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static boolean contains(String message, String words) {
        for (int i = 0; i + words.length() <= message.length(); i++) {
            if (message.regionMatches(true, i, words, 0, words.length())) {
                return true;
            }
        }
        return false;
    }
}
