package dev.millrace.schemas.secret;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * References in settings to what stands elsewhere: <code>${env:NAME}</code> to a variable of the environment, and
 * <code>${file:PATH}</code> to the text of a file without its last line break. They are resolved when the setting is used, so
 * that what is printed or saved still refers.
 *
 * <p>What a reference stands for is not looked through again. Thread-safe.
 */
public final class References {

    private static final Pattern ONE = Pattern.compile("\\$\\{(env|file):([^}]+)}");
    private static final Pattern ATTEMPT = Pattern.compile("\\$\\{[A-Za-z_][^}]*}?");
    private static final int MAX_BYTES = 1 << 20;

    private final UnaryOperator<@Nullable String> environment;

    References(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /** With the environment of this process. */
    public static References ofProcess() {
        return new References(name -> name == null ? null : System.getenv(name));
    }

    /** Whether the text is one reference and nothing else. */
    public static boolean isOne(String text) {
        return ONE.matcher(text).matches();
    }

    /** Whether the text holds a reference. */
    public static boolean areIn(String text) {
        return ONE.matcher(text).find();
    }

    /**
     * Checks the form of the references in a text; none is looked up.
     *
     * @throws UnresolvedReferenceException naming the setting, if one has another form
     */
    public static void check(String key, String text) {
        Matcher attempts = ATTEMPT.matcher(text);
        while (attempts.find()) {
            if (!isOne(attempts.group())) {
                throw new UnresolvedReferenceException(
                        key + ": a reference has the form ${env:NAME} or ${file:PATH}; a text"
                                + " that holds ${ and a letter is given by ${file:PATH}");
            }
        }
    }

    /**
     * The text with what its references stand for.
     *
     * @param key names the setting in errors, which never hold what a reference stands for
     * @throws UnresolvedReferenceException if a variable is not set or a file cannot be read, if one of them is empty, or as
     *     {@link #check}
     */
    public String resolve(String key, String text) {
        return resolve(key, text, UnaryOperator.identity());
    }

    /**
     * As {@link #resolve(String, String)}.
     *
     * @param within what becomes of each value that stands among other text, for instance between quotes
     */
    public String resolve(String key, String text, UnaryOperator<String> within) {
        check(key, text);
        UnaryOperator<String> form = isOne(text) ? UnaryOperator.identity() : within;
        return ONE.matcher(text)
                .replaceAll(one ->
                        Matcher.quoteReplacement(form.apply(look(key, one.group(), one.group(1), one.group(2)))));
    }

    private String look(String key, String reference, String kind, String place) {
        String value = kind.equals("env") ? environment.apply(place) : read(key + ": " + reference, place);
        if (value == null) {
            throw new UnresolvedReferenceException(
                    key + ": " + reference + " is not set in the environment of this process");
        }
        if (value.isEmpty()) {
            throw new UnresolvedReferenceException(key + ": " + reference + " is empty");
        }
        return value;
    }

    private static String read(String where, String place) {
        try {
            Path path = Path.of(place);
            if (Files.size(path) > MAX_BYTES) {
                throw new UnresolvedReferenceException(where + " has more than " + MAX_BYTES + " bytes");
            }
            return Files.readString(path).replaceFirst("\\r?\\n\\z", "");
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new UnresolvedReferenceException(where + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw new UnresolvedReferenceException(where + ": this user may not read the file");
        } catch (CharacterCodingException e) {
            throw new UnresolvedReferenceException(where + ": the file is no text in UTF-8");
        } catch (IOException e) {
            throw new UnresolvedReferenceException(where + " cannot be read: " + e.getMessage());
        }
    }
}
