import { Module } from '@nestjs/common';
import { ChildRepository } from './child.repository.js';

@Module({ providers: [ChildRepository], exports: [ChildRepository] })
export class ChildrenModule {}
