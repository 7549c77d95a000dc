package dev.millrace.schemas.store;

import java.nio.file.Path;

/** Makes stores in a folder that all processes share: {@code {type: folder, config: {path: /data/objects}}}. */
public final class FolderStoreFactory implements ObjectStoreFactory<FolderStoreConfig> {

    /** What this type is called. */
    public static final String TYPE = "folder";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<FolderStoreConfig> configType() {
        return FolderStoreConfig.class;
    }

    @Override
    public FolderStoreConfig defaults() {
        return new FolderStoreConfig(Path.of(""));
    }

    @Override
    public void check(FolderStoreConfig config) {
        if (config.path().toString().isBlank()) {
            throw new IllegalArgumentException("path must name the folder that learner and workers share");
        }
    }

    @Override
    public ObjectStore open(FolderStoreConfig config) {
        return new FolderStore(config.path());
    }
}
