import { mount } from 'svelte';
import App from './App.svelte';
import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/route.css';
import './style/stage.css';
import './style/side.css';
import './style/after-call.css';
import './style/ready.css';
import './style/layout.css';
import './style/handoff.css';
import './style/floor.css';

mount(App, { target: document.body });
