package dev.millrace.memory;

import dev.millrace.learner.checkpoint.LearnerCheckpoints;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.commit.CommitLog;
import dev.millrace.learner.commit.StepEncoder;
import dev.millrace.learner.commit.StepRecords;
import dev.millrace.learner.commit.WeightPublisher;
import dev.millrace.learner.commit.WeightTrimmer;
import dev.millrace.learner.step.TrainedWeights;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.store.FolderStoreConfig;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightInventory;
import dev.millrace.schemas.weights.WeightObjects;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a learner does with its weights: loads, publishes, saves and resumes them. */
final class LargeLearner {

    static final RunId RUN = new RunId("large");
    static final int VERSIONS = 3;

    private LargeLearner() {}

    /**
     * Publishes {@link #VERSIONS} versions of the policy in a folder, then saves it with its optimizer and resumes.
     *
     * @param args address of broker, URL of registry, topic prefix, folder, and where weights go by a store, its folder
     */
    public static void main(String[] args) {
        KafkaConnection connection = new KafkaConnection(args[0], args[1], Map.of());
        RunNames names = new RunNames(new Topics(args[2]), RUN);
        Path folder = Path.of(args[3]);
        ModelSource base = ModelSource.folder(folder.resolve("base"));
        Path saved;
        try (TrainablePolicy policy = open(base)) {
            String sha256 = publish(connection, names, policy, store(args));
            LearnerCheckpoints checkpoints = new LearnerCheckpoints(
                    folder.resolve("checkpoints"),
                    2,
                    RUN,
                    new LearnerCheckpoints.Provenance("settings", policy.baseSha256(), 1));
            saved = checkpoints.save(policy, LearnerPosition.beginning(0), Lineages.NONE, sha256);
        }
        try (TrainablePolicy resumed = open(base)) {
            resumed.load(CheckpointStore.load(saved).files());
            System.out.println("published "
                    + TrainedWeights.of(resumed, VERSIONS - 1).tensors().sha256());
        }
    }

    private static TrainablePolicy open(ModelSource base) {
        return PolicyFamilies.found()
                .of(base)
                .trainable(
                        base,
                        new ComputeSettings(1),
                        new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, Adaptation.FULL, true));
    }

    /** The store in the folder that is the fifth argument, if there is one. */
    static Optional<ObjectStore> store(String[] args) {
        return args.length < 5
                ? Optional.empty()
                : Optional.of(new StoreSettings("folder", new FolderStoreConfig(Path.of(args[4]))).open());
    }

    private static String publish(
            KafkaConnection connection, RunNames names, TrainablePolicy policy, Optional<ObjectStore> store) {
        WeightTrimmer trimmer = new WeightTrimmer(new WeightInventory(RUN), 2);
        WeightPublisher publisher = new WeightPublisher(
                new WeightObjects(names.topics().weights(), RUN),
                store,
                0,
                WeightAnnouncement.DEFAULT_CHUNK_BYTES,
                Optional.empty());
        String sha256 = "";
        try (StepEncoder encoder = new StepEncoder(new AvroSerdes(connection), names.topics());
                CommitLog commits = CommitLog.takeOver(
                        () -> new KafkaProducer<>(
                                connection.transactionalProducer("large", names.learner()),
                                new StringSerializer(),
                                new ByteArraySerializer()),
                        encoder,
                        Optional::empty,
                        new TopicPartition(names.topics().experience(), 0),
                        names.learner())) {
            for (int version = 0; version < VERSIONS; version++) {
                StepRecords step = new StepRecords(
                        publisher.prepare(TrainedWeights.of(policy, version), 0, Lineages.NONE, Instant.now()),
                        trimmer.outdatedBy(version),
                        Optional.empty(),
                        List.of(),
                        0);
                commits.commit(step);
                trimmer.published(step);
                sha256 = step.weightsSha256();
            }
        }
        return sha256;
    }
}
