package dev.millrace.s3;

import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.ObjectStoreFactory;

/** Makes stores in buckets: {@code {type: s3, config: {bucket: millrace, region: eu-central-1}}}. */
public final class S3StoreFactory implements ObjectStoreFactory<S3StoreConfig> {

    @Override
    public String type() {
        return "s3";
    }

    @Override
    public Class<S3StoreConfig> configType() {
        return S3StoreConfig.class;
    }

    @Override
    public S3StoreConfig defaults() {
        return S3StoreConfig.defaults();
    }

    @Override
    public void check(S3StoreConfig config) {
        config.requireUsable();
    }

    @Override
    public ObjectStore open(S3StoreConfig config) {
        return new S3Store(S3Clients.open(config), config.bucket(), config.prefix());
    }
}
