import { obeyOrders } from './gitaly/obey-orders.ts';

obeyOrders(process);
