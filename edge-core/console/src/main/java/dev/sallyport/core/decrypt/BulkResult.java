package dev.sallyport.core.decrypt;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What became of a file.
 *
 * @param decrypted fields that were opened
 * @param failed fields that were not
 * @param natives values that CloudFront's own field-level encryption sealed, which stay closed
 * @param throttled calls that KMS throttled in this run; each was made again
 * @param fields a private file with the fields, a JSON document a line, where it was asked for; whoever reads it removes it
 */
public record BulkResult(long decrypted, long failed, long natives, long throttled, Optional<Path> fields) {}
