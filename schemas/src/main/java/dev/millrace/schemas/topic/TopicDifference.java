package dev.millrace.schemas.topic;

/**
 * One way in which a topic of the broker is not what the catalogue says.
 *
 * @param topic full name
 * @param setting which setting, by Kafka's name; {@code partitions} for their number, {@code exists} for a missing topic
 * @param found what the broker has
 * @param expected what the catalogue says
 * @param remedy what to do
 */
public record TopicDifference(String topic, String setting, String found, String expected, String remedy) {

    /** In place of a setting: whether there is such a topic. */
    static final String EXISTS = "exists";

    /** The remedy of a setting that has another value. */
    static String alter(String topic, String setting, String value) {
        return "change it with `kafka-configs.sh --alter --entity-type topics --entity-name " + topic + " --add-config "
                + setting + "=" + value + "`";
    }

    /** Whether the topic is not there at all. */
    public boolean isMissing() {
        return setting.equals(EXISTS);
    }

    @Override
    public String toString() {
        return "topic " + topic + ": " + setting + " is " + found + ", expected " + expected + "; " + remedy;
    }
}
