package dev.millrace.schemas.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of JAAS says besides its module; nothing of any other text.
 *
 * @param user its user name
 * @param written its secret options as they were written, without their quotes
 */
record JaasOptions(Optional<String> user, List<String> written) {

    /** {@code name="value"} or {@code name=value}. */
    private static final Pattern OPTION =
            Pattern.compile("([A-Za-z.]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]+))");

    static JaasOptions of(String line) {
        Optional<String> user = Optional.empty();
        List<String> written = new ArrayList<>();
        for (MatchResult option : OPTION.matcher(line).results().toList()) {
            if (SecretNames.isSecret(option.group(1))) {
                written.add(value(option));
            } else if (option.group(1).equals("username")) {
                user = Optional.of(plain(value(option)));
            }
        }
        return new JaasOptions(user, List.copyOf(written));
    }

    /** The secrets themselves, and as they were written where that is something else. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>(written);
        written.stream()
                .map(JaasOptions::plain)
                .filter(plain -> !written.contains(plain))
                .forEach(secrets::add);
        return secrets;
    }

    /** The text with {@link SecretNames#HIDDEN} for the values of secret options. */
    static String hide(String text) {
        return OPTION.matcher(text)
                .replaceAll(option -> Matcher.quoteReplacement(
                        SecretNames.isSecret(option.group(1))
                                ? option.group(1) + "=" + SecretNames.HIDDEN
                                : option.group()));
    }

    private static String value(MatchResult option) {
        return option.group(2) != null ? option.group(2) : option.group(3);
    }

    /** Without what keeps a quote from ending the value. */
    static String plain(String value) {
        return value.replaceAll("\\\\(.)", "$1");
    }
}
