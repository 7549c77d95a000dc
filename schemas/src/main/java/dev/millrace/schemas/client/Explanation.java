package dev.millrace.schemas.client;

/**
 * Why a broker or a registry cannot be used, for people.
 *
 * @param cause what is wrong, as the end of a sentence, without a full stop
 * @param cure what to do, in the imperative, without a full stop
 * @param lasting whether it stays so until somebody changes something: waiting is in vain
 */
public record Explanation(String cause, String cure, boolean lasting) {

    static Explanation lasting(String cause, String cure) {
        return new Explanation(cause, cure, true);
    }

    static Explanation passing(String cause, String cure) {
        return new Explanation(cause, cure, false);
    }

    /** Both in one line. */
    public String line() {
        return cause + "; " + cure;
    }
}
