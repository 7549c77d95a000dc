package dev.millrace.s3;

import static dev.millrace.s3.S3StoreTest.bytes;
import static dev.millrace.s3.S3StoreTest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.store.DamagedObjectException;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.store.StoredObject;
import dev.millrace.testing.buckets.BucketServer;
import dev.millrace.testing.buckets.FaultyWay;
import dev.millrace.testing.buckets.FaultyWay.Fault;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that is slow, says 500, is cut off, or gives other bytes: an object comes whole, or with an error, and never other than it is. */
@Tag("slow")
class S3StoreFaultsTest {

    private static final Duration TIMEOUT = Duration.ofMillis(400);
    private static final int TRIES = 3;
    private static final int MANY = 20;
    private static final byte[] BYTES = bytes(300_000);

    private final FaultyWay way = FaultyWay.to(BucketServer.get().port());
    private final ObjectStore store = new StoreSettings("s3", BucketSettings.at(way.port(), TIMEOUT)).open();

    @BeforeEach
    void keep() throws IOException {
        store.put(key(BYTES), BYTES.length, () -> new ByteArrayInputStream(BYTES));
        assertThat(way.met()).isZero();
    }

    private StoredObject object() {
        return new StoredObject(store, key(BYTES), BYTES.length);
    }

    private void put(byte[] bytes) throws IOException {
        store.put(key(bytes), bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "ERROR", "SLOW_DOWN", "CUT_REQUEST"})
    void shouldPutAgainWhatDidNotArrive(Fault fault) throws Exception {
        byte[] other = bytes(200_000 + fault.ordinal());
        way.plan(fault, TRIES - 1);

        put(other);

        assertThat(way.met()).isEqualTo(TRIES - 1);
        assertThat(new StoredObject(store, key(other), other.length).read()).isEqualTo(other);
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "ERROR", "SLOW_DOWN"})
    void shouldAskAgain(Fault fault) throws Exception {
        way.plan(fault, TRIES - 1);

        assertThat(object().read()).isEqualTo(BYTES);

        assertThat(way.met()).isEqualTo(TRIES - 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "ERROR", "SLOW_DOWN", "CUT_REQUEST"})
    void shouldGiveUpAPutAfterThreeTries(Fault fault) {
        byte[] other = bytes(100_000 + fault.ordinal());
        way.plan(fault, MANY);

        assertThatThrownBy(() -> put(other))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith("object " + key(other) + " cannot be written in s3:objects/team/a: ");

        way.heal();
        assertThat(way.met()).isBetween(TRIES, MANY); // Java itself may connect anew within a try
        assertThatThrownBy(() -> store.open(key(other))).isInstanceOf(FileNotFoundException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "ERROR", "SLOW_DOWN"})
    void shouldNotCallWhatCannotBeAskedForMissing(Fault fault) {
        way.plan(fault, MANY);

        assertThatThrownBy(() -> object().read())
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith("object " + key(BYTES) + " cannot be read in s3:objects/team/a: ");
    }

    @Test
    void shouldFailWhereAnAnswerIsCutOff() throws Exception {
        way.plan(Fault.CUT_OFF, 1);

        assertThatThrownBy(() -> object().read()).isInstanceOf(IOException.class);

        assertThat(object().read()).isEqualTo(BYTES);
    }

    @Test
    void shouldNotTakeOtherBytesForTheObject() throws Exception {
        way.plan(Fault.WRONG_BYTE, 1);

        assertThatThrownBy(() -> object().read())
                .isInstanceOf(DamagedObjectException.class)
                .hasMessageContaining("of s3:objects/team/a is damaged");

        assertThat(object().read()).isEqualTo(BYTES);
    }

    @AfterEach
    void close() throws IOException {
        try (way;
                store) {
            // Each is closed.
        }
    }
}
