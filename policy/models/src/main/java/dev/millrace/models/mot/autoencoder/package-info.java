/**
 * The frozen autoencoder between images and the latent tokens that the policy draws. Its arrays belong to who loaded it,
 * until closed; reading is safe for all threads.
 */
@NullMarked
package dev.millrace.models.mot.autoencoder;

import org.jspecify.annotations.NullMarked;
