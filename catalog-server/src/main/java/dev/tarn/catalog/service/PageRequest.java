package dev.tarn.catalog.service;

import dev.tarn.catalog.store.KeyRange;

import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/// Which part of a list a client wants. `token` null and `size` null ask for everything; an empty
/// token asks for the first page.
///
/// A token is the last key of the page before, bound to the list it came from and to whom it was
/// given: other tokens are refused, and entries created or dropped meanwhile never make a page
/// repeat.
///
/// @param principal who asks
public record PageRequest(@Nullable String token, @Nullable Integer size, String principal) {
    /// Page size when the client names none.
    public static final int DEFAULT_SIZE = 1_000;

    /// Larger wishes get this many; `pageSize` is an upper bound by the specification.
    public static final int MAX_SIZE = 10_000;

    public static final PageRequest ALL = new PageRequest(null, null, "");

    private static final String FIELD = "\u001e";

    public PageRequest {
        if (size != null && size < 1) {
            throw new BadRequestException("pageSize must be at least 1, got %s", size);
        }
    }

    /// The rows to read for this page of `list`: one more than the page holds, to know whether more
    /// follow.
    KeyRange range(String list) {
        if (token == null && size == null) {
            return KeyRange.ALL;
        }
        String after = token == null || token.isEmpty() ? null : decode(list, token);
        return new KeyRange(after, limit() + 1);
    }

    <R, T> Page<T> page(String list, List<R> rows, Function<R, String> key, Function<R, T> item) {
        boolean hasMore = (token != null || size != null) && rows.size() > limit();
        List<R> shown = hasMore ? rows.subList(0, limit()) : rows;
        String next = hasMore ? encode(list, key.apply(shown.getLast())) : null;
        return new Page<>(shown.stream().map(item).toList(), next);
    }

    private int limit() {
        return size == null ? DEFAULT_SIZE : Math.min(size, MAX_SIZE);
    }

    private String encode(String list, String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((origin(list) + key).getBytes(StandardCharsets.UTF_8));
    }

    private String decode(String list, String token) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e, "pageToken is not one this catalog gave: %s", token);
        }
        if (!text.startsWith(origin(list))) {
            throw new BadRequestException(
                    "pageToken belongs to another list or principal: %s", token);
        }
        return text.substring(origin(list).length());
    }

    private String origin(String list) {
        return list + FIELD + principal + FIELD;
    }

    /// A page of a list; `nextToken` is null on the last one.
    public record Page<T>(List<T> items, @Nullable String nextToken) {}
}
