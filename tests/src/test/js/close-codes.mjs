// Prints, for a problem of each status, what the client in the given directory takes the connection to be closed with.
const { codeOf } = await import(process.argv[2]);
for (const status of [400, 401, 403, 404, 422, 429, 500, 503]) console.log(`${status},${codeOf({ status })}`);
