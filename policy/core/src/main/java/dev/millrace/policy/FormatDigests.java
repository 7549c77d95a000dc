package dev.millrace.policy;

/**
 * What turns prompts into token ids and patches, by content: two formats with equal digests write a prompt alike. Each is a
 * SHA-256 of 64 lower-case hexadecimal digits, or empty where a policy has no such part, or does not say it.
 *
 * @param tokenizer of the tokenizer: its vocabulary, merges and added tokens
 * @param template of the chat template, with all that is said around a prompt
 * @param processor of the settings by which images become patches
 */
public record FormatDigests(String tokenizer, String template, String processor) {

    /** Nothing is said. */
    public static final FormatDigests NONE = new FormatDigests("", "", "");

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return equals(NONE);
    }
}
