package dev.millrace.models.mot.model;

/**
 * Several experts in the place of each one, between which a router chooses for every token.
 *
 * @param experts experts per modality
 * @param active experts that serve a token, the likeliest of its router
 */
public record MixtureConfig(int experts, int active) {

    public MixtureConfig {
        if (experts < 2) {
            throw new IllegalArgumentException("mixture.experts must be at least 2, but is " + experts);
        }
        if (active < 1 || active > experts) {
            throw new IllegalArgumentException(
                    "mixture.active must be from 1 to mixture.experts (" + experts + "), but is " + active);
        }
    }

    /** LVRPO's variant: two of eight. */
    public static MixtureConfig topTwoOfEight() {
        return new MixtureConfig(8, 2);
    }
}
