package dev.sallyport.core.sandbox.s3;

import java.time.Instant;

/** A bucket, without what is set on it and what it holds. */
record Bucket(String name, String region, Instant created) {

    String arn() {
        return "arn:aws:s3:::" + name;
    }
}
