import { ChatAgentClient } from 'chatagent-client';

new ChatAgentClient({ url: 'ws://127.0.0.1/ws' }); // wrong: no credentials
const client = new ChatAgentClient({ url: 'ws://127.0.0.1/ws', credentials: () => 'token' });
client.subscribe('everything', { onEvent() {} }); // wrong: no such stream
client.subscribe('user', {}); // wrong: nobody hears it
client.subscribe('user', {
  onEvent(event) {
    if (event.type === 'run.started') console.log(event.data.text); // wrong: that is of a delta
    if (event.type === 'run.paused') console.log(); // wrong: no such type
  },
});
client.send('chat', [{ type: 'file' }]); // wrong: which one
client.state = 'online'; // wrong: only the client says so
const pong: string = await client.ping(); // wrong: nothing comes of it
export { pong };
