package dev.millrace.cli.demo;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SHA-256 by instructions of the processor, in front of the platform's, and nothing else of the library that it comes from.
 *
 * <p>A demo of three minutes runs with the first compiler of the JVM alone, which has no such form: there the platform's takes ten times
 * as long, and each version of the weights is digested twice.
 */
final class QuickDigest extends Provider {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(QuickDigest.class);

    private static final String TYPE = "MessageDigest";
    private static final String ALGORITHM = "SHA-256";

    private QuickDigest(Provider from) {
        super("MillraceQuickDigest", "1", ALGORITHM + " of " + from.getName());
        putService(new Passed(this, from.getService(TYPE, ALGORITHM)));
    }

    /** Loads it on a thread of its own, a third of a second; until then, and where it does not load, the platform's is used. */
    static void beginToLoad() {
        Thread loading = new Thread(QuickDigest::install, "quick-digest");
        loading.setDaemon(true);
        loading.start();
    }

    /** Loads it; a second time changes nothing. */
    static void install() {
        Throwable failure = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (failure == null) {
            Security.insertProviderAt(new QuickDigest(AmazonCorrettoCryptoProvider.INSTANCE), 1);
        } else {
            LOG.atWarn()
                    .addKeyValue("cause", failure.toString())
                    .log("the platform's SHA-256 is used, which is slower with one compiler");
        }
    }

    /** The service of another provider under the name of this one. */
    private static final class Passed extends Service {

        private final Service original;

        Passed(Provider provider, Service original) {
            super(provider, TYPE, ALGORITHM, original.getClassName(), List.of(), Map.of());
            this.original = original;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return original.newInstance(parameter);
        }
    }
}
