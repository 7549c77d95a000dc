package dev.millrace.schemas.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URLs of a registry, with the user and password that stand in them taken out, so that no message, and no log of
 * the client, shows those.
 *
 * @param urls one or more, each of the same registry
 * @param userInfo {@code USER:PASSWORD}, decoded, of the first URL that has it
 */
record RegistryAddress(List<String> urls, Optional<String> userInfo) {

    private static final Pattern WITH_USER = Pattern.compile("(\\w+://)([^/]*)@(.*)");
    private static final Pattern HTTP = Pattern.compile("https?://\\S+");

    static RegistryAddress of(String commaSeparated) {
        List<String> urls = new ArrayList<>();
        Optional<String> userInfo = Optional.empty();
        for (String part : commaSeparated.split(",")) {
            Matcher matcher = WITH_USER.matcher(part.strip());
            boolean found = matcher.matches();
            urls.add(found ? matcher.group(1) + matcher.group(3) : part.strip());
            if (found && userInfo.isEmpty()) {
                userInfo = Optional.of(URLDecoder.decode(matcher.group(2), StandardCharsets.UTF_8));
            }
        }
        return new RegistryAddress(List.copyOf(urls), userInfo);
    }

    /** Whether it is one inside this process, for tests. */
    boolean isMock() {
        return urls.get(0).startsWith("mock://");
    }

    /** The first that is no http or https URL. */
    Optional<String> wrong() {
        return urls.stream().filter(url -> !HTTP.matcher(url).matches()).findFirst();
    }

    /** Comma-separated, without user and password. */
    @Override
    public String toString() {
        return String.join(",", urls);
    }
}
