package dev.chatagent.account;

import dev.chatagent.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Where a call comes from: for its owner to recognise, and to tell a known device from a stranger's.
 *
 * @param device what the client says it is, e.g. its User-Agent; cut to 200 characters
 * @param address literal network address
 * @param tenant whose people the call is about
 * @param deviceToken the secret that the device got at an earlier login, if it sent one
 */
public record ClientInfo(
        String device,
        String address,
        TenantId tenant,
        @Nullable String deviceToken) {
    private static final int MAX_DEVICE = 200;

    public ClientInfo {
        device = device.replaceAll("\\p{Cntrl}", " ");
        device = device.length() > MAX_DEVICE ? device.substring(0, MAX_DEVICE) : device;
    }

    /** In the default tenant, on a device that is not known. */
    public ClientInfo(String device, String address) {
        this(device, address, TenantId.DEFAULT, null);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "ClientInfo[" + address + "]";
    }
}
