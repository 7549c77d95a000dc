package dev.millrace.schemas.secret;

import java.util.List;

/**
 * Who a client is to the broker, as a line of JAAS says it.
 *
 * @param user its name
 * @param password its password
 */
public record Login(String user, String password) {

    /**
     * Reads a line now, with what its references stand for at this moment; the password is remembered as a secret.
     *
     * @param key names the setting in errors
     * @param written the line, as in {@code MODULE required username="a" password="${file:/run/password}";}
     * @throws UnresolvedReferenceException as {@link References#resolve(String, String)}, or if it names no user or no password
     */
    public static Login read(String key, String written) {
        String line = References.ofProcess().resolve(key, written, Login::quoted);
        Redaction.add(line);
        JaasOptions options = JaasOptions.of(line);
        List<String> passwords = options.written();
        if (options.user().isEmpty() || passwords.size() != 1) {
            throw new UnresolvedReferenceException(key + " must name one user and one password");
        }
        return new Login(options.user().get(), JaasOptions.plain(passwords.get(0)));
    }

    /** A word as it stands between the quotes of JAAS, where a quote would end it. */
    public static String quoted(String word) {
        return word.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
