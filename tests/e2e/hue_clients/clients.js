// SPDX-License-Identifier: Apache-2.0
// Tests the emulated bridge with third-party clients: node clients.js HOST PORT CONTROL-FIFO SECURE-PORT
'use strict';
const assert = require('assert');
const fs = require('fs');
const {v3} = require('node-hue-api');
const huejay = require('huejay');
const HuePushClient = require('hue-push-client');

const [host, port, control, securePort] = process.argv.slice(2);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const say = async (line) => {
  fs.appendFileSync(control, line + '\n');
  await pause(300);
};

async function nodeHueApi() {
  const unpaired = await v3.api.createInsecureLocal(host, Number(port)).connect();
  await assert.rejects(unpaired.users.createUser('lamplighter', 'test'), /link button/);
  await say('press');
  const user = await unpaired.users.createUser('lamplighter', 'test');
  assert.match(user.username, /^[A-Za-z0-9]{40}$/);
  assert.match(user.clientkey, /^[0-9A-F]{32}$/);

  const api = await v3.api.createInsecureLocal(host, Number(port)).connect(user.username);
  const config = await api.configuration.getConfiguration();
  assert.strictEqual(config.bridgeid, '02C0DEFFFE00DA7A');
  const lights = await api.lights.getAll();
  assert.deepStrictEqual(lights.map((light) => light.name), ['Desk', 'Shelf', 'Radio']);

  const {LightState} = v3.lightStates;
  assert(await api.lights.setLightState(1, new LightState().on().brightness(50).ct(300)));
  const state = await api.lights.getLightState(1);
  assert.strictEqual(state.on, true);
  assert.strictEqual(state.bri, 127);
  assert.strictEqual(state.ct, 300);
  assert(await api.lights.setLightState(1, new LightState().off()));
  await assert.rejects(api.lights.setLightState(1, new LightState().brightness(10)));

  const groups = await api.groups.getAll();
  assert(groups.some((group) => group.name === 'Study'));
  assert.strictEqual((await api.groups.getGroup(0)).type, 'LightGroup');
  assert(await api.configuration.updateConfiguration({name: 'Attic'}));
  assert.strictEqual((await api.configuration.getConfiguration()).name, 'Attic');
  await say('lux 100 Hall sensor');
  await say('motion Hall sensor');
  const sensors = await api.sensors.getAll();
  assert.strictEqual(sensors.find((one) => one.type === 'ZLLPresence').presence, true);
  assert.strictEqual(sensors.find((one) => one.type === 'ZLLLightLevel').lightlevel, 20001);
  await pause(1100);
  assert(await api.groups.setGroupState(1, new v3.lightStates.GroupLightState().on()));
  assert.strictEqual((await api.lights.getLightState(2)).on, true);
  await assert.rejects(api.lights.getLight(9));

  const stranger = await v3.api.createInsecureLocal(host, Number(port)).connect('nobody');
  await assert.rejects(stranger.lights.getAll(), /unauthorized/);
  return user.username;
}

async function pushClient(user) {
  const client = new HuePushClient({ip: host, user});
  // It connects at once: a listener added later may miss that.
  const told = new Promise((resolve, reject) => {
    client.addEventListener('message', (message) => resolve(JSON.parse(message.data)));
    client.addEventListener('error', reject);
    client.addEventListener('open', () => say('on Desk').then(() => pause(1100)).then(() => say('off Desk')));
  });
  const uuids = await client.uuids();
  const desk = Object.values(uuids).find((one) => one.type === 'light' && one.metadata.name === 'Desk');
  const containers = await told;
  client.close();
  assert.strictEqual(containers[0].type, 'update');
  assert(containers[0].data.some((one) => one.id === desk.id && typeof one.on.on === 'boolean'));
  const stranger = new HuePushClient({ip: host, user: 'nobody'});
  await assert.rejects(new Promise((resolve, reject) => {
    stranger.addEventListener('open', resolve);
    stranger.addEventListener('error', (error) => reject(new Error(String(error.status))));
  }), /403/);
  stranger.close();
}

async function huejayClient() {
  const unpaired = new huejay.Client({host, port: Number(port)});
  await unpaired.bridge.ping();
  await say('press');
  const user = await unpaired.users.create(new unpaired.users.User());
  const client = new huejay.Client({host, port: Number(port), username: user.username});
  assert.strictEqual(await client.bridge.isAuthenticated(), true);
  assert.strictEqual((await client.bridge.get()).modelId, 'BSB002');

  const desk = (await client.lights.getAll()).find((light) => light.name === 'Desk');
  desk.on = true;
  desk.brightness = 200;
  desk.transitionTime = 1;
  await client.lights.save(desk);
  assert.strictEqual((await client.lights.getById(desk.id)).brightness, 200);

  await say('radio off Desk');
  assert.strictEqual((await client.lights.getById(desk.id)).reachable, false);
  await say('revoke');
  await assert.rejects(client.lights.getAll(), (error) => error.type === 1);
}

(async () => {
  const user = await nodeHueApi();
  console.log('node-hue-api: satisfied');
  if (securePort === '443') {
    await pushClient(user);
    console.log('hue-push-client: satisfied');
  } else {
    console.log('hue-push-client: skipped, port 443 cannot be had here');
  }
  await huejayClient();
  console.log('huejay: satisfied');
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
