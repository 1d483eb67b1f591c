package dev.tarn.catalog.access;

import org.apache.iceberg.exceptions.ValidationException;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The policy that narrows a role down to the areas of one table, as JSON without blanks: STS takes
/// 2,048 characters.
///
/// Source: IAM's policy grammar. `*`, `?` and `$` in keys are escaped by policy variables, so that
/// a location is never read as a pattern.
final class SessionPolicy {
    private static final int MAX_CHARS = 2_048;
    private static final String READ = "\"s3:GetObject\"";
    private static final String WRITE =
            READ + ",\"s3:PutObject\",\"s3:DeleteObject\",\"s3:AbortMultipartUpload\"";

    private SessionPolicy() {}

    /// @param partition of ARNs: `aws`, `aws-cn`, …
    /// @throws ValidationException when the areas are too many or too long for STS
    static String json(List<S3Area> areas, AccessLevel level, String partition) {
        List<String> objects = new ArrayList<>();
        Set<String> buckets = new LinkedHashSet<>();
        for (S3Area area : areas) {
            objects.add(resource(partition, area.bucket() + "/" + escaped(area.key()) + "/*"));
            buckets.add(area.bucket());
        }
        StringBuilder json = new StringBuilder("{\"Version\":\"2012-10-17\",\"Statement\":[");
        json.append("{\"Effect\":\"Allow\",\"Action\":[")
                .append(level == AccessLevel.READ ? READ : WRITE)
                .append("],\"Resource\":[")
                .append(String.join(",", objects))
                .append("]}");
        for (String bucket : buckets) {
            json.append(",{\"Effect\":\"Allow\",\"Action\":\"s3:ListBucket\",\"Resource\":")
                    .append(resource(partition, bucket))
                    .append(",\"Condition\":{\"StringLike\":{\"s3:prefix\":[")
                    .append(String.join(",", listable(areas, bucket)))
                    .append("]}}}");
        }
        json.append("]}");
        if (json.length() > MAX_CHARS) {
            throw new ValidationException(
                    "No credentials can be given for %s: the policy has %s characters and STS takes"
                            + " %s; use shorter or fewer locations, or remote signing",
                    areas, json.length(), MAX_CHARS);
        }
        return json.toString();
    }

    private static List<String> listable(List<S3Area> areas, String bucket) {
        return areas.stream()
                .filter(area -> area.bucket().equals(bucket))
                .map(area -> quoted(escaped(area.key()) + "/*"))
                .toList();
    }

    private static String resource(String partition, String path) {
        return quoted("arn:" + partition + ":s3:::" + path);
    }

    private static String escaped(String key) {
        return key.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}");
    }

    private static String quoted(String text) {
        StringBuilder result = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                result.append('\\').append(c);
            } else if (c < ' ') {
                result.append("\\u%04x".formatted((int) c));
            } else {
                result.append(c);
            }
        }
        return result.append('"').toString();
    }
}
