package dev.chatagent.storage.memory;

import dev.chatagent.account.KnownDeviceRepository;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

final class InMemoryKnownDevices implements KnownDeviceRepository {
    private static final Comparator<Device> NEWEST_FIRST =
            Comparator.comparing(Device::expiresAt).reversed().thenComparing(Device::key);

    private final Table<Key, Device> devices;

    /** A person's devices lie together. */
    private record Key(UUID owner, String hash) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::owner).thenComparing(Key::hash);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Device(Key key, Instant expiresAt) {}

    InMemoryKnownDevices(Table.Undo undo) {
        this.devices = new Table<>(undo);
    }

    private List<Device> of(UserId owner) {
        return devices.range(new Key(owner.value(), ""), new Key(owner.value(), "\uffff"))
                .toList();
    }

    @Override
    public void insert(UserId owner, String hash, Instant expiresAt) {
        Key key = new Key(owner.value(), hash);
        devices.put(key, new Device(key, expiresAt));
    }

    @Override
    public boolean known(UserId owner, String hash, Instant now) {
        return devices.get(new Key(owner.value(), hash))
                .filter(device -> now.isBefore(device.expiresAt()))
                .isPresent();
    }

    @Override
    public void trim(UserId owner, int keep) {
        of(owner).stream().sorted(NEWEST_FIRST).skip(keep).forEach(device -> devices.remove(device.key()));
    }

    @Override
    public void deleteAll(UserId owner) {
        of(owner).forEach(device -> devices.remove(device.key()));
    }

    @Override
    public int prune(Instant now) {
        return devices.removeIf((key, device) -> !now.isBefore(device.expiresAt()));
    }
}
