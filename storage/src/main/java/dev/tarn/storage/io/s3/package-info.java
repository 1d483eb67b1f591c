/// Objects of S3, or of a store that speaks its protocol, as files: bounded ranges in, whole
/// objects or parts out, with retries, deadlines and counts of requests.
///
/// Does not belong here: which location is in which store, which is `FileIos`. Start reading at
/// `S3Files`.
@NullMarked
package dev.tarn.storage.io.s3;

import org.jspecify.annotations.NullMarked;
