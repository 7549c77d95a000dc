package dev.millrace.models.mot.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The drawing half of an architecture: the latent tokens of the images it draws by rectified flow.
 *
 * @param latentTokens tokens of a latent image
 * @param latentSize values of one of them; at most the width of the policy, or the noise cannot pass through it
 * @param autoencoder SHA-256 of the weights of the autoencoder whose latents these are: another one makes other images of
 *     them. Absent in what was written before policies named it, which means the one that ships along
 * @param source whether each latent token also sees the latents at its own place of the image that is to be changed, and may be
 *     drawn towards them, so that what stays can be kept; absent from JSON where it does not
 */
public record DrawingConfig(
        int latentTokens,
        int latentSize,
        String autoencoder,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean source) {

    /** SHA-256 of the weights of the autoencoder that ships with the project. */
    public static final String SHIPPED_AUTOENCODER = "9478f4a5cffa7f62eb21a7301012c923cae382cd3c96f2c976e19e544109be29";

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** As it stands in JSON, where what was added later may be absent. */
    @JsonCreator
    static DrawingConfig read(
            @JsonProperty("latentTokens") int latentTokens,
            @JsonProperty("latentSize") int latentSize,
            @JsonProperty("autoencoder") @Nullable String autoencoder,
            @JsonProperty("source") @Nullable Boolean source) {
        return new DrawingConfig(latentTokens, latentSize, autoencoder, source != null && source);
    }

    /** Latents that see the image which is to be changed as a part of the prompt only. */
    public DrawingConfig(int latentTokens, int latentSize, @Nullable String autoencoder) {
        this(latentTokens, latentSize, autoencoder, false);
    }

    public DrawingConfig(int latentTokens, int latentSize, @Nullable String autoencoder, boolean source) {
        this.latentTokens = latentTokens;
        this.latentSize = latentSize;
        this.autoencoder = autoencoder == null ? SHIPPED_AUTOENCODER : autoencoder;
        this.source = source;
        if (latentTokens < 1) {
            throw new IllegalArgumentException("latentTokens must be at least 1, but is " + latentTokens);
        }
        if (latentSize < 1) {
            throw new IllegalArgumentException("latentSize must be at least 1, but is " + latentSize);
        }
        if (!SHA_256.matcher(this.autoencoder).matches()) {
            throw new IllegalArgumentException(
                    "autoencoder must be the SHA-256 of its weights, 64 lower-case hexadecimal digits, but is "
                            + autoencoder);
        }
    }

    /** The same latents, which see the image that is to be changed at their own places. */
    public DrawingConfig withSource() {
        return new DrawingConfig(latentTokens, latentSize, autoencoder, true);
    }

    /** Values of one latent image. */
    @JsonIgnore
    public int latentValues() {
        return latentTokens * latentSize;
    }
}
