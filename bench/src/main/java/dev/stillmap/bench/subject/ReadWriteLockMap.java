package dev.stillmap.bench.subject;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;

/** A hash map behind a read-write lock: scans are consistent, and writers wait for them. Thread-safe. */
final class ReadWriteLockMap extends AbstractMap<Object, Object> {
    private final Map<Object, Object> map = new HashMap<>();
    private final ReentrantReadWriteLock.ReadLock read;
    private final ReentrantReadWriteLock.WriteLock write;

    ReadWriteLockMap() {
        var lock = new ReentrantReadWriteLock();
        read = lock.readLock();
        write = lock.writeLock();
    }

    @Override
    public Object get(Object key) {
        read.lock();
        try {
            return map.get(key);
        } finally {
            read.unlock();
        }
    }

    @Override
    public Object put(Object key, Object value) {
        write.lock();
        try {
            return map.put(key, value);
        } finally {
            write.unlock();
        }
    }

    @Override
    public Object remove(Object key) {
        write.lock();
        try {
            return map.remove(key);
        } finally {
            write.unlock();
        }
    }

    @Override
    public int size() {
        read.lock();
        try {
            return map.size();
        } finally {
            read.unlock();
        }
    }

    @Override
    public void forEach(BiConsumer<? super Object, ? super Object> action) {
        read.lock();
        try {
            map.forEach(action);
        } finally {
            read.unlock();
        }
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
        read.lock();
        try {
            return new HashMap<>(map).entrySet();
        } finally {
            read.unlock();
        }
    }
}
