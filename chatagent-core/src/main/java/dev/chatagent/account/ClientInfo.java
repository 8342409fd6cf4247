package dev.chatagent.account;

/**
 * Where a login comes from, for its owner to recognise.
 *
 * @param device what the client says it is, e.g. its User-Agent; cut to 200 characters
 * @param address literal network address
 */
public record ClientInfo(String device, String address) {
    private static final int MAX_DEVICE = 200;

    public ClientInfo {
        device = device.replaceAll("\\p{Cntrl}", " ");
        device = device.length() > MAX_DEVICE ? device.substring(0, MAX_DEVICE) : device;
    }
}
