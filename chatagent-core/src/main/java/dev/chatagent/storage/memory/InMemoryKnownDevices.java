package dev.chatagent.storage.memory;

import dev.chatagent.account.KnownDeviceRepository;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

final class InMemoryKnownDevices implements KnownDeviceRepository {
    private final Table<String, Device> devices;

    private record Device(UserId owner, Instant expiresAt) {}

    InMemoryKnownDevices(Table.Undo undo) {
        this.devices = new Table<>(undo);
    }

    @Override
    public void insert(UserId owner, String hash, Instant expiresAt) {
        devices.put(hash, new Device(owner, expiresAt));
    }

    @Override
    public boolean known(UserId owner, String hash, Instant now) {
        return devices.get(hash)
                .filter(device -> device.owner().equals(owner) && now.isBefore(device.expiresAt()))
                .isPresent();
    }

    @Override
    public void trim(UserId owner, int keep) {
        Set<String> last = devices.keys()
                .filter(hash -> device(hash).owner().equals(owner))
                .sorted(Comparator.comparing((String hash) -> device(hash).expiresAt())
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(keep)
                .collect(Collectors.toSet());
        devices.removeIf((hash, device) -> device.owner().equals(owner) && !last.contains(hash));
    }

    private Device device(String hash) {
        return devices.get(hash).orElseThrow();
    }

    @Override
    public void deleteAll(UserId owner) {
        devices.removeIf((hash, device) -> device.owner().equals(owner));
    }

    @Override
    public int prune(Instant now) {
        return devices.removeIf((hash, device) -> !now.isBefore(device.expiresAt()));
    }
}
