package dev.tarn.engine.plan.metadata;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.CyclicMetadataException;
import org.apache.calcite.rel.metadata.DelegatingMetadataRel;
import org.apache.calcite.rel.metadata.NullSentinel;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One question about a node of a tree, answered by the rule for its kind, and once for each query
/// of metadata: answers are kept there, as Calcite's own are. Complete before it is used, and
/// thread-safe from then on.
///
/// @param <A> what else is asked; equal ones are the same question
/// @param <R> the answer
final class ByKind<A, R> {
    private final List<Kind<A, R>> kinds = new ArrayList<>();

    /// Of each class of nodes, the first rule that takes it.
    private final ClassValue<Rule<RelNode, A, R>> rules =
            new ClassValue<>() {
                @Override
                protected Rule<RelNode, A, R> computeValue(Class<?> type) {
                    return rule(type);
                }
            };

    /// The answer for nodes of one kind; null where there is none.
    @FunctionalInterface
    interface Rule<N extends RelNode, A, R> {
        @Nullable R answer(N rel, RelMetadataQuery query, A asked);
    }

    /// The same of a question without parameters.
    @FunctionalInterface
    interface PlainRule<N extends RelNode, R> {
        @Nullable R answer(N rel, RelMetadataQuery query);
    }

    private record Kind<A, R>(Class<? extends RelNode> type, Rule<RelNode, A, R> rule) {}

    /// A question of this kind as the key of its answer.
    private record Key(ByKind<?, ?> question, Object asked) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.question == question && key.asked.equals(asked);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(question) * 31 + asked.hashCode();
        }
    }

    /// Adds the rule for `type`, unless one that was added before takes a node.
    <N extends RelNode> ByKind<A, R> of(Class<N> type, Rule<N, A, R> rule) {
        kinds.add(
                new Kind<>(type, (rel, query, asked) -> rule.answer(type.cast(rel), query, asked)));
        return this;
    }

    /// The same where nothing else is asked.
    <N extends RelNode> ByKind<A, R> plain(Class<N> type, PlainRule<N, R> rule) {
        return of(type, (rel, query, _) -> rule.answer(rel, query));
    }

    /// @throws CyclicMetadataException if it is asked while it is being answered
    @Nullable R answer(RelNode rel, RelMetadataQuery query, A asked) {
        RelNode node = rel;
        while (node instanceof DelegatingMetadataRel delegating) {
            node = delegating.getMetadataDelegateRel();
        }
        Key key = new Key(this, asked);
        Object known = query.map.get(node, key);
        if (known == NullSentinel.ACTIVE) {
            throw new CyclicMetadataException();
        }
        if (known != null) {
            return kept(known);
        }
        query.map.put(node, key, NullSentinel.ACTIVE);
        try {
            R answer = rules.get(node.getClass()).answer(node, query, asked);
            query.map.put(node, key, NullSentinel.mask(answer));
            return answer;
        } catch (RuntimeException e) {
            query.map.row(node).clear();
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    private @Nullable R kept(Object known) {
        return known == NullSentinel.INSTANCE ? null : (R) known;
    }

    private Rule<RelNode, A, R> rule(Class<?> type) {
        for (Kind<A, R> kind : kinds) {
            if (kind.type.isAssignableFrom(type)) {
                return kind.rule;
            }
        }
        throw new IllegalArgumentException("No rule for nodes of " + type);
    }
}
