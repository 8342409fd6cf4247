package dev.chatagent.storage.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A sorted map whose changes can be taken back. Guarded by the storage's lock. */
final class Table<K extends Comparable<? super K>, V> {
    private final TreeMap<K, V> rows = new TreeMap<>();
    private final Undo undo;

    Table(Undo undo) {
        this.undo = undo;
    }

    /** What has to be done to take back the unit of work that is going on. */
    static final class Undo {
        private final Deque<Runnable> steps = new ArrayDeque<>();

        void forget() {
            steps.clear();
        }

        void rollBack() {
            while (!steps.isEmpty()) {
                steps.pop().run();
            }
        }
    }

    Optional<V> get(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    Stream<V> values() {
        return rows.values().stream();
    }

    Stream<K> keys() {
        return rows.keySet().stream();
    }

    /** Rows with {@code from <= key < to}, ascending. */
    Stream<V> range(K from, K to) {
        return lazily(rows.subMap(from, to).values());
    }

    /** Rows with {@code from <= key < to}, descending. */
    Stream<V> rangeDescending(K from, K to) {
        return lazily(rows.subMap(from, true, to, false).descendingMap().values());
    }

    /** A stream of its own would ask for the size, and a part of a map counts all its rows for that. */
    private static <T> Stream<T> lazily(Collection<T> part) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(part.iterator(), Spliterator.ORDERED), false);
    }

    /** As many of them as are not larger than that together, one at least. */
    static <T> List<T> fitting(Stream<T> rows, ToLongFunction<T> size, long room) {
        AtomicLong left = new AtomicLong(room);
        List<T> fitting = new ArrayList<>();
        rows.takeWhile(row -> left.addAndGet(-size.applyAsLong(row)) >= 0 || fitting.isEmpty())
                .forEach(fitting::add);
        return fitting;
    }

    void put(K key, V value) {
        V old = rows.put(key, value);
        undo.steps.push(() -> restore(key, Optional.ofNullable(old)));
    }

    boolean remove(K key) {
        V old = rows.remove(key);
        if (old == null) {
            return false;
        }
        undo.steps.push(() -> rows.put(key, old));
        return true;
    }

    int removeIf(BiPredicate<K, V> condition) {
        Stream<K> doomed = rows.entrySet().stream()
                .filter(row -> condition.test(row.getKey(), row.getValue()))
                .map(row -> row.getKey());
        return (int) doomed.toList().stream().filter(this::remove).count();
    }

    private void restore(K key, Optional<V> old) {
        if (old.isPresent()) {
            rows.put(key, old.get());
        } else {
            rows.remove(key);
        }
    }
}
